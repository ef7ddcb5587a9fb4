// This file puts the extension together: it registers the debugger and the views. It knows no host: what depends on Node comes from its caller.
import type * as vscode from 'vscode'
import { compareSeeds } from './debug/compareCommand'
import { MapscopeConfigurationProvider, type ProgramFinder } from './debug/configurationProvider'
import { GoroutineCommands } from './debug/goroutineCommands'
import { SessionFollower } from './debug/sessionFollower'
import { TimeCommands } from './debug/timeCommands'
import { BucketInspectorView } from './views/bucketInspectorView'
import { TimelineView } from './views/timelineView'

export type VsCode = typeof vscode

/** What differs between hosts. */
export interface Host {
  readonly adapterFactory: vscode.DebugAdapterDescriptorFactory
  readonly programs: ProgramFinder
}

export const debugType = 'mapscope'

export function activate(api: VsCode, context: vscode.ExtensionContext, host: Host): void {
  const provider = new MapscopeConfigurationProvider(api, host.programs)
  const inspector = new BucketInspectorView(api, context)
  const timeline = new TimelineView(api, context)
  const time = new TimeCommands(api, () => timeline.refresh())
  const goroutines = new GoroutineCommands(api)
  const follower = new SessionFollower(api, [inspector, timeline])
  context.subscriptions.push(
    api.debug.registerDebugConfigurationProvider(debugType, provider),
    api.debug.registerDebugConfigurationProvider(debugType, provider.dynamic, api.DebugConfigurationProviderTriggerKind.Dynamic),
    api.debug.registerDebugAdapterDescriptorFactory(debugType, host.adapterFactory),
    api.debug.registerDebugAdapterTrackerFactory(debugType, follower),
    api.debug.onDidChangeActiveStackItem(item => follower.selected(item)),
    api.debug.onDidTerminateDebugSession(session => follower.ended(session)),
    api.window.registerWebviewViewProvider(BucketInspectorView.id, inspector, { webviewOptions: { retainContextWhenHidden: true } }),
    api.commands.registerCommand('mapscope.showBuckets', row => inspector.showVariable(row)),
    api.commands.registerCommand('mapscope.pickMap', () => inspector.pickMap()),
    api.commands.registerCommand('mapscope.refreshBuckets', () => inspector.refresh()),
    api.window.registerWebviewViewProvider(TimelineView.id, timeline, { webviewOptions: { retainContextWhenHidden: true } }),
    api.commands.registerCommand('mapscope.refreshTimeline', () => timeline.refresh()),
    api.commands.registerCommand('mapscope.zoomTimelineOut', () => timeline.showAll()),
    api.commands.registerCommand('mapscope.reverseStepIn', () => time.reverseStepIn()),
    api.commands.registerCommand('mapscope.reverseStepOut', () => time.reverseStepOut()),
    api.commands.registerCommand('mapscope.lastWrite', row => time.lastWrite(row)),
    api.commands.registerCommand('mapscope.runOnlyGoroutine', item => goroutines.runOnly(item)),
    api.commands.registerCommand('mapscope.freezeGoroutine', item => goroutines.freeze(item)),
    api.commands.registerCommand('mapscope.thawGoroutine', item => goroutines.thaw(item)),
    api.commands.registerCommand('mapscope.compareSeeds', () => compareSeeds(api)),
    api.commands.registerCommand('mapscope.seek', () => time.seek()),
    api.commands.registerCommand('mapscope.seekOutput', () => time.seekOutput()),
    api.commands.registerCommand('mapscope.setBookmark', () => time.setBookmark()),
    api.commands.registerCommand('mapscope.gotoBookmark', () => time.gotoBookmark()),
    api.commands.registerCommand('mapscope.removeBookmark', () => time.removeBookmark()),
    api.commands.registerCommand('mapscope.debugFile', (file?: vscode.Uri) => provider.debugFile(file)),
    inspector,
    timeline,
  )
}
