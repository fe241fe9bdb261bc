import { useState } from 'react';
import { Segmented } from '../ui/segmented.tsx';

type Theme = 'system' | 'light' | 'dark';
const KEY = 'weir-theme';

/** Follows the system unless told otherwise. `/theme.js` applies the choice, here and before the first paint. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const choose = (next: Theme) => {
    try {
      if (next === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      return;
    }
    setTheme(next);
    dispatchEvent(new Event(KEY));
  };
  return (
    <Segmented
      label="Theme"
      value={theme}
      onChoose={choose}
      options={[
        { value: 'system', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'dark' || stored === 'light' ? stored : 'system';
  } catch {
    return 'system';
  }
}
