export { evolve, nextWake, type Step } from './engine.ts';
export { initialState, type Connection, type Effect, type Event, type State, type Waiting } from './state.ts';
