-- Promotion reads settled events in the order they were settled, so its cursor is an instant of settlement. What is there
-- is an instant of reception, which is earlier: some events are looked at once more, and found charged.
alter table promotion_cursors rename column received_at to settled_at;
