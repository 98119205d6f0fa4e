import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ExtractorsExampleTests {
  @Test func `Values of the path and of header fields are what the page says`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Extractors"]) { server in
      let client = server.client
      let room = try await client.get("/days/2026-11-23/rooms/red")
      #expect(room.text == "The red room on 2026-11-23")
      let blue = try await client.get("/days/2026-11-23/rooms/blue")
      #expect(blue.status == .badRequest)
      #expect(blue.text.contains("'red' or 'green'"))
      let tenant = HTTPField.Name("X-Tenant") ?? .accept
      let orders = try await client.get("/orders", headers: [tenant: "7"])
      #expect(orders.text == "Orders of tenant 7, asked for by somebody")
      #expect(try await client.get("/orders").status == .badRequest)
      #expect(try await client.get("/greeting", headers: [.acceptLanguage: "de-AT"]).text == "Guten Tag")
      #expect(try await client.get("/greeting").status == .badRequest)
    }
  }

  @Test func `A query and a form are decoded as types`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Extractors"]) { server in
      let client = server.client
      #expect(try await client.get("/search?text=tea").text == #"tea in ["everything"]"#)
      let search = try await client.get("/search?text=tea&tags=a&tags=b&exact=on")
      #expect(search.text == #"tea in ["a", "b"], exactly"#)
      #expect(try await client.get("/search?exact=x").status == .badRequest)
      let form = try await client.send(
        method: .post, target: "/sign-up", contentType: "application/x-www-form-urlencoded",
        body: Array("name=Ada+L.".utf8))
      #expect(form.text == "Welcome, Ada L..")
    }
  }

  @Test func `The body comes as bytes, as text and as it arrives`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Extractors"]) { server in
      let client = server.client
      let blob = try await client.send(method: .put, target: "/blobs/a", body: [1, 2, 3])
      #expect(blob.text == "a has 3 bytes")
      #expect(try await client.send(method: .post, target: "/notes").text == "Nothing to note")
      let note = try await client.send(method: .post, target: "/notes", body: Array("tea".utf8))
      #expect(note.text == "Noted: tea")
      let lines = [UInt8](repeating: UInt8(ascii: "\n"), count: 50_000)
      #expect(try await client.send(method: .put, target: "/lines", body: lines).text == "50000 lines")
    }
  }
}
