import FastCGI
import Testing

@testable import Afterglow

@Suite struct StatusDocumentTests {
  private static let hostile = #"<script>alert("x")</script>&'"#

  @Test func `a hostile path is text and not markup`() {
    let html = StatusDocument(status: .sample(request: "GET /\(Self.hostile)")).html
    #expect(!html.contains("<script"))
    #expect(
      html.contains("<code>GET /&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;</code>"))
  }

  @Test func `a hostile name of a task is text and not markup`() {
    let html = StatusDocument(status: .sample(task: Self.hostile)).html
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;"))
  }

  @Test func `it has a row for each worker, with what that is doing and for how long`() {
    let html = StatusDocument(status: .sample()).html
    #expect(html.ranges(of: "<tr class=").count == 4)
    #expect(html.contains("<td>1.2 s</td><td><code>GET /users/7 (abc)</code></td>"))
    #expect(html.contains("<td>1 min 15 s</td><td><code>e-mail</code></td>"))
  }

  @Test func `it renews itself without a script`() {
    let html = StatusDocument(status: .sample()).html
    #expect(html.contains(#"<meta http-equiv="refresh" content="2">"#))
    #expect(html.contains(#"<meta name="viewport" content="width=device-width, initial-scale=1">"#))
  }

  @Test func `a process that is not heard of is marked, and only that one`() {
    let html = StatusDocument(status: .sample()).html
    #expect(html.contains(#"<h2>Process 12 <strong class="stale">not heard of for 30 s</strong></h2>"#))
    #expect(html.contains("<h2>Process 11</h2>"))
  }

  @Test(arguments: [
    (-1, "0.0 s"), (0.06, "0.0 s"), (9.99, "9.9 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"),
    (3600, "1 h 0 min"), (90_061, "1 d 1 h"),
  ])
  func `durations are short`(seconds: Double, text: String) {
    #expect(StatusDocument.duration(seconds) == text)
  }
}
