// This file offers who is inside a map function under the name that the rest of the adapter knows.
export { type MapCall, mapCalls as mapActivity } from '../runtime/mapCalls'
