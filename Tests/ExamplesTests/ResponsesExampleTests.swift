import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ResponsesExampleTests {
  private func withServer(_ body: @Sendable (SpawnedServer) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Responses"]) { server in
      try await body(server)
    }
  }

  @Test func `Typed results are JSON, and nothing is 404`() async throws {
    try await withServer { server in
      #expect(try await server.client.get("/users/1").text == #"{"id":1,"name":"Ada"}"#)
      #expect(try await server.client.get("/users/7").status == .notFound)
      let all = try await server.client.get("/users")
      #expect(all.text == #"[{"id":1,"name":"Ada"},{"id":2,"name":"Alan"}]"#)
      #expect(try await server.client.send(method: .delete, target: "/users/1").status == .noContent)
    }
  }

  @Test func `A created user has a place, and is welcomed afterwards`() async throws {
    try await withServer { server in
      let response = try await server.client.post("/users", json: #"{"id":7,"name":"Grace"}"#)
      #expect(response.status == .created)
      #expect(response.headers[.location] == "/users/7")
      try await server.waitForLogLine(containing: "Welcome, Grace.")
    }
  }

  @Test func `An application's JSON has the form that it chooses, in both directions`() async throws {
    let json = JSONOptions(dates: .millisecondsSince1970, keys: .snakeCase)
    try await TestServer.run(.spawned(.product("Examples"), arguments: ["JSONForms"]), json: json) { server in
      let meeting = #"{"room_number":7,"starts_at":1795410000250}"#
      #expect(try await server.post("/meetings", json: meeting).text == meeting)
      let refused = try await server.post("/meetings", json: #"{"room_number":"x"}"#)
      #expect(refused.text.contains(#""loc":["starts_at"]"#))
    }
  }

  @Test func `Texts and pages have their types, and a name is no markup`() async throws {
    try await withServer { server in
      #expect(try await server.client.get("/status").headers[.contentType] == "text/plain; charset=utf-8")
      let page = try await server.client.get("/hello/%3Cb%3E")
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(page.headers[.cacheControl] == "no-store")
      #expect(page.text == "<h1>Hello, &lt;b&gt;!</h1>")
    }
  }

  @Test func `A redirect stays on the site unless it is told otherwise`() async throws {
    try await withServer { server in
      let there = try await server.client.send(method: .post, target: "/login?next=/users")
      #expect(there.status == .seeOther)
      #expect(there.headers[.location] == "/users")
      let elsewhere = try await server.client.send(method: .post, target: "/login?next=//evil.example")
      #expect(elsewhere.headers[.location] == "/")
      let docs = try await server.client.get("/docs")
      #expect(docs.status == .movedPermanently)
      #expect(docs.headers[.location] == "https://www.swift.org/documentation/")
    }
  }

  @Test func `A stream comes whole, and a type of one's own makes its response`() async throws {
    try await withServer { server in
      let numbers = try await server.client.get("/numbers").text
      #expect(numbers.split(separator: "\n").count == 1000)
      let table = try await server.client.get("/users.csv")
      #expect(table.headers[.contentType] == "text/csv; charset=utf-8")
      #expect(table.text == "\"1\",\"Ada\"\r\n\"2\",\"Alan\"\r\n")
    }
  }

  @Test func `A field's value with a line break is refused`() async throws {
    try await withServer { server in
      let response = try await server.client.get("/translated?language=fr")
      #expect(response.headers[.contentLanguage] == "fr")
      let forged = try await server.client.get("/translated?language=fr%0D%0ASet-Cookie:%20a=b")
      #expect(forged.status == .internalServerError)
      #expect(forged.headers[.setCookie] == nil)
      try await server.waitForLogLine(containing: "Content-Language can't have the value")
    }
  }
}
