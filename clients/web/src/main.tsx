import { render } from "preact";

render(<p>The page is being built. The other ways in: <a href="/api/v1/docs">the API</a>.</p>, document.getElementById("app")!);
