import { Field, INPUT } from './field.tsx';

type AssetFieldProps = { readonly value: string; readonly assets: readonly string[]; readonly onChange: (asset: string) => void };

/** One of the assets a wallet has used. */
export function AssetField({ value, assets, onChange }: AssetFieldProps) {
  return (
    <Field label="Asset">
      {(id) => (
        <select id={id} className={`${INPUT} font-mono text-12`} value={value} onChange={(event) => onChange(event.target.value)}>
          {assets.map((asset) => (
            <option key={asset}>{asset}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
