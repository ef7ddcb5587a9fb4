// This file is the mapscope command: dap, run, explore. It parses the command line and hands over.
import { Command, InvalidArgumentError, Option } from 'commander'
import { serveStdio, serveTcp } from './dap/serve'
import { tokenVariable } from './dap/terminals'
import { exploreCommand } from './run/explore'
import { runCommand, shippedGoroot } from './run/run'
import { terminalCommand } from './run/terminal'

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a positive whole number')
  return value
}

function seedOf(text: string): string {
  if (text !== 'random' && !/^\d{1,19}$/.test(text)) throw new InvalidArgumentError('expected a number or "random"')
  return text
}

const program = new Command('mapscope')
  .description('Runs and debugs Go programs on a small deterministic computer. No Go installation is needed.')
  .version('0.1.0')
  .showHelpAfterError('(mapscope --help shows what there is)')
  .enablePositionalOptions()

program
  .command('run')
  .description('run a Go program without a debugger, as the binary that `go build` makes would run')
  .argument('<path>', 'a Go file, or a folder with package main')
  .argument('[args...]', "the program's arguments")
  .addOption(
    new Option('--seed <n>', 'decides interleaving, hash seeds, map and select order; "random" picks one and prints it on a crash')
      .default('1')
      .argParser(seedOf),
  )
  .addOption(new Option('--cores <n>', 'simulated processor cores = GOMAXPROCS').default(4).argParser(positive))
  .addOption(new Option('--memory <MiB>', 'most heap the program may use').default(2048).argParser(positive))
  .addOption(new Option('--ticks <n>', 'stop after so many instructions').argParser(positive))
  .addOption(
    new Option('--debug <host:port>', 'let debuggers attach at a TCP port while it runs; loopback unless a host is named').argParser(
      addressOf,
    ),
  )
  .addOption(new Option('--wait', 'with --debug: begin when a debugger has attached'))
  .addOption(new Option('--stats', 'print ticks, virtual time and speed at the end'))
  .addOption(
    new Option('--engine <name>', 'what executes instructions; results are the same')
      .choices(['both', 'interpreter'])
      .default('both')
      .hideHelp(),
  )
  .passThroughOptions()
  .addHelpText(
    'after',
    "\nExit codes: the program's own; 1 when it does not compile; 2 for panics and fatal errors; 125 when a limit of the machine was reached.",
  )
  .action(async (path: string, args: string[], options, command: Command) => {
    if (options.wait === true && options.debug === undefined) command.error('error: --wait is of no use without --debug')
    process.exitCode = await runCommand(path, args, options)
  })

function shardOf(text: string): { index: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text)
  const index = Number(match?.[1])
  const count = Number(match?.[2])
  if (match === null || index < 1 || index > count) throw new InvalidArgumentError('expected i/n with 1 <= i <= n')
  return { index, count }
}

program
  .command('explore')
  .description('run a program with one seed after another until a run fails')
  .argument('<path>', 'a Go file, or a folder with package main')
  .argument('[args...]', "the program's arguments")
  .addOption(new Option('--schedules <n>', 'seeds to try').default(1000).argParser(positive))
  .addOption(new Option('--first <n>', 'the first seed').default(1).argParser(positive))
  .addOption(new Option('--cores <n>', 'simulated processor cores = GOMAXPROCS').default(4).argParser(positive))
  .addOption(new Option('--ticks <n>', 'instructions after which a run counts as failed').default(2_000_000_000).argParser(positive))
  .addOption(new Option('--shard <i/n>', 'try only the i-th of n parts of the seeds').argParser(shardOf))
  .addOption(new Option('--all', 'go on after a failure'))
  .addOption(new Option('--json', 'print {tried, failures: [{seed, exitCode, message, tick}]}'))
  .passThroughOptions()
  .addHelpText('after', '\nExit codes: 0 when no schedule failed, 2 when one did, 1 when the program does not compile.')
  .action(async (path: string, args: string[], options) => {
    process.exitCode = await exploreCommand(path, args, options)
  })

function addressOf(text: string): { host: string; port: number } {
  const match = /^(?:(\[[^\]]+\]|[^:]*):)?(\d+)$/.exec(text)
  if (match === null || Number(match[2]) > 65535) throw new InvalidArgumentError('expected HOST:PORT or PORT')
  return { host: match[1]?.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(match[2]) }
}

program
  .command('dap')
  .description('serve the Debug Adapter Protocol: over stdin and stdout, or on a TCP port')
  .addOption(
    new Option(
      '--listen <host:port>',
      'listen on a TCP port; many sessions, one after another and side by side; loopback unless a host is named',
    ).argParser(addressOf),
  )
  .action(async (options: { listen?: { host: string; port: number } }) => {
    const shipped = shippedGoroot()
    if (options.listen === undefined) {
      serveStdio(shipped)
      return
    }
    const server = await serveTcp(shipped, options.listen.host, options.listen.port)
    const at = server.address()
    const port = typeof at === 'object' && at !== null ? at.port : options.listen.port
    process.stdout.write(`DAP server listening at: ${options.listen.host}:${port}\n`)
  })

program
  .command('terminal', { hidden: true })
  .description('relay a terminal to a program that is debugged; debug adapters start this')
  .addOption(new Option('--connect <host:port>', 'where the adapter waits').argParser(addressOf).makeOptionMandatory())
  .action(async (options: { connect: { host: string; port: number } }) => {
    process.exitCode = await terminalCommand(options.connect, process.env[tokenVariable] ?? '')
  })

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`mapscope: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
