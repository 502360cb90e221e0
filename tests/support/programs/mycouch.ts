/** The command line as a plain Node process runs it. */
import '../../../src/cli/main.ts';
