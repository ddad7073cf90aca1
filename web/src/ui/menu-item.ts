/** One line of a Menu. */
export interface MenuItem {
  label: string;
  /** Second line: what it does or why it cannot. */
  note?: string;
  danger?: boolean;
  href?: string;
  onselect?: () => void;
}
