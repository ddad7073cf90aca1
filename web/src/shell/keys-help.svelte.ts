/** Whether the list of keys is open. */
let shown = $state(false);

export const keysHelp = {
  get shown(): boolean {
    return shown;
  },
  set shown(value: boolean) {
    shown = value;
  },
};
