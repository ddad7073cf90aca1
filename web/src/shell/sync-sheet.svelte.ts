/** Whether the sheet 保存与同步 is open; the pill, notices and the palette may open it. */
let shown = $state(false);

export const syncSheet = {
  get shown(): boolean {
    return shown;
  },
  set shown(value: boolean) {
    shown = value;
  },
  open(): void {
    shown = true;
  },
};
