/// <reference types="vite-plugin-pwa/info" />
declare global {
  namespace App {
    interface PageState {
      /** DOM id of the cell that the page opens in. */
      cell?: string;
    }
  }
}

export {};
