import { render } from 'preact';

import { watchRoute } from './api/route.js';
import { resume } from './api/session.js';
import { App } from './app.tsx';
import { readPreferences, watchPreferences } from './store/preferences.js';

readPreferences();
watchPreferences();
watchRoute();
void resume();
render(<App />, document.getElementById('app') as HTMLElement);
