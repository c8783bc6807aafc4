/** The real process as an Io. With bin.ts the only place that touches `process`. */
import type { Io, Output } from './io.ts';

export function processIo(): Io {
  // The SDK's reminder about next year's Node would stand in every scheduled run's log.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    now: () => new Date(),
    onInterrupt(callback) {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      // Once: a second Ctrl-C ends the process the hard way, which a snapshot survives.
      for (const signal of signals) process.once(signal, callback);
      return () => {
        for (const signal of signals) process.removeListener(signal, callback);
      };
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure of ours.
  stream.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
  return {
    write: text => void stream.write(text),
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}
