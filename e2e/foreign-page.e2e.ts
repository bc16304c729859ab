import { Page } from "@playwright/test";
import { enterDemo, expect, get, test } from "./demo";

/** What a page gets from the live socket when it follows the home there: the types of the first two messages. */
function listen(
  page: Page,
  address: string,
  home: string,
): Promise<{ opened: boolean; types: string[] }> {
  return page.evaluate(
    ([url, id]) =>
      new Promise((resolve) => {
        const heard = { opened: false, types: [] as string[] };
        const socket = new WebSocket(url);
        socket.onopen = () => {
          heard.opened = true;
          socket.send(JSON.stringify({ type: "subscribe", home: id }));
        };
        socket.onmessage = (event: MessageEvent<string>) => {
          heard.types.push((JSON.parse(event.data) as { type: string }).type);
          if (heard.types.length === 2) {
            socket.close();
          }
        };
        socket.onclose = () => resolve(heard);
      }),
    [address, home] as const,
  );
}

test("WS-02: a foreign page that opens the live socket in the user's browser gets nothing", async ({
  page,
  context,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const homes = await get<{ items: { id: string }[] }>(page, "api/v1/homes");
  const home = homes.items[0]?.id ?? "";
  const socket = new URL("api/v1/live", demo.url);
  socket.protocol = socket.protocol === "https:" ? "wss:" : "ws:";
  expect(await listen(page, socket.href, home)).toEqual({
    opened: true,
    types: ["hello", "snapshot"],
  });

  // To a browser another port is the same site, so it sends the cookies: the server has to refuse.
  const neighbour = new URL("/", demo.url);
  neighbour.port = "9443";
  for (const [origin, status] of [
    [neighbour.href, 403],
    [`${neighbour.protocol}//elsewhere.example/`, 0],
  ] as const) {
    const foreign = await context.newPage();
    const complaints: string[] = [];
    foreign.on("console", (message) => complaints.push(message.text()));
    await foreign.route(`${origin}**`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<p>Look here</p>" }),
    );
    await foreign.goto(origin);
    expect(await listen(foreign, socket.href, home)).toEqual({
      opened: false,
      types: [],
    });
    if (status) {
      expect(complaints.join("\n")).toContain(`response code: ${status}`);
    }
    await foreign.close();
  }
});
