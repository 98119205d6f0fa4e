import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct RouteTableTests {
  private struct Input: Content { var name: String }

  @Test func `a route is a line: methods, path, what its handler takes, and its tasks`() {
    let app = Application()
    app.get("/") { "ok" }
    app.post("/users", background: Journal().task("a")) { (input: Input, request: Request) in "ok" }
    app.route(methods: [.put, .delete], "/users/{id}") { (id: Int) in "ok" }
    #expect(
      RouteTable(routes: app.routes).description == """
        GET         /            ()
        POST        /users       (Input, Request)  background: 1
        PUT,DELETE  /users/{id}  (Int)
        """)
  }

  @Test func `no routes are no lines`() {
    #expect(RouteTable(routes: []).description.isEmpty)
  }
}
