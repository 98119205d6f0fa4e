import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct TemplatesExampleTests {
  private static let pages = GuidePage.repository + "/Tests/Examples/Pages"

  private func withServer(
    _ environment: [String: String], _ body: (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["Templates"], environment: environment
    ) { try await body($0) }
  }

  @Test func `A page is made of its layout and its parts, and no name is markup`() async throws {
    try await withServer(["SHOP_TEMPLATES": Self.pages]) { server in
      let page = try await server.client.get("/basket/%3CAda%3E")
      #expect(page.status == .ok)
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(page.text.contains("<title>Basket of &lt;Ada&gt;</title>"))
      #expect(page.text.contains("<li>Pen, 3 €</li>\n"))
      #expect(page.text.contains("<li>Ink</li>\n"))
    }
  }

  @Test func `The mail is written after the response`() async throws {
    try await withServer(["SHOP_TEMPLATES": Self.pages]) { server in
      let response = try await server.client.send(method: .post, target: "/orders/A%26B")
      #expect(response.status == .created)
      #expect(response.text.contains("<p>Thank you, A&amp;B!</p>"))
      try await server.waitForLogLine(containing: "Dear A&B, your order is on its way.")
    }
  }

  @Test func `A broken template keeps the service from starting, and is named with its line`() async throws {
    let folder = try TemporaryFolder()
    let template = folder.path("basket.mustache")
    try Data("<ul>\n{{#articles}}\n</ul>\n".utf8).write(to: URL(fileURLWithPath: template))
    try await withServer(["SHOP_TEMPLATES": folder.path]) { server in
      // EX_CONFIG
      #expect(try await server.exitStatus() == .exited(code: 78))
      try await server.waitForLogLine(
        containing: "The start failed: \(template):2: {{#articles}} has no end")
    }
  }

  @Test func `The templates that the guide shows are those of the example`() throws {
    let page = try String(contentsOfFile: GuidePage.folder + "/Templates.md", encoding: .utf8)
    for name in ["layout", "basket", "article"] {
      let text = try String(contentsOfFile: "\(Self.pages)/\(name).mustache", encoding: .utf8)
      #expect(page.contains("```html\n\(text)```"), "\(name)")
    }
  }
}
