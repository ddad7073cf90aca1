/// <reference types="vite-plugin-pwa/info" />
declare global {
  namespace App {}
}

export {};
