import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';

export interface HangingFile {
  /** Ends the calls that hang, with an error, and removes the file. */
  letGo(): void;
}

/** A pipe with nobody at its other end: opening it takes a thread and keeps it, as a disk does that went away. */
export function hangingFile(file: string): HangingFile {
  execFileSync('mkfifo', [file]);
  return {
    letGo() {
      const both = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
      unlinkSync(file);
      closeSync(both);
    },
  };
}
