import Afterglow
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct MultipartTests {
  private static func app(_ limits: MultipartLimits = MultipartLimits()) -> Application {
    let app = Application(logger: RecordedLog().logger)
    app.add(middleware: limits)
    app.post("/") { (form: Multipart) in
      let files = form.files.map {
        "\($0.name)=\($0.filename):\($0.size):\($0.path == nil ? "memory" : "disk")"
      }
      return (form.fields.map { "\($0.name)=\($0.value)" } + files).joined(separator: " ")
    }
    app.post("/required") { (form: Multipart) in
      "\(try form.requiredValue(of: "title")) \(try form.requiredFile(named: "file").size)"
    }
    app.post("/optional") { (form: Multipart?) in form == nil ? "none" : "some" }
    return app
  }

  private func post(
    _ form: FormBody, to path: String = "/", _ limits: MultipartLimits = MultipartLimits()
  ) async throws -> InProcessExchange {
    try await InProcessClient(Self.app(limits)).post(path, form)
  }

  @Test func `a form's fields and files come in order`() async throws {
    let form = FormBody().field("a", "1").file("f", "x.txt", "abc").field("a", "ü").file("none", "", "")
    #expect(try await post(form).text == "a=1 a=ü f=x.txt:3:memory")
  }

  @Test func `files beyond the threshold are on the disk, smaller ones in memory`() async throws {
    let form = FormBody().file("f", "x", "abc").file("g", "y", String(repeating: "y", count: 20_000))
      .file("h", "z", "de")
    #expect(
      try await post(form, MultipartLimits(fileMemory: 5)).text
        == "f=x:3:memory g=y:20000:disk h=z:2:memory")
  }

  @Test func `a field or file that is required and missing is a 400 that names it`() async throws {
    #expect(
      try await post(FormBody().field("title", "a").file("file", "x", "y"), to: "/required").text == "a 1")
    let exchange = try await post(FormBody().field("title", "a"), to: "/required")
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.contains(#"{"loc":["file"],"msg":"Field required","type":"missing"}"#))
  }

  @Test func `what is over a limit is a 413`() async throws {
    let form = FormBody().field("a", "12345678").file("f", "x", "12345678")
    #expect(try await post(form).status == .created)
    #expect(try await post(form, MultipartLimits(maxParts: 1)).status == .contentTooLarge)
    #expect(try await post(form, MultipartLimits(maxPartHeadSize: 20)).status == .contentTooLarge)
    #expect(try await post(form, MultipartLimits(maxFieldsSize: 8)).status == .contentTooLarge)
    #expect(try await post(form, MultipartLimits(maxFileSize: 7)).status == .contentTooLarge)
  }

  @Test(
    arguments: [
      ("", 415), ("application/json", 415), ("multipart/mixed; boundary=b", 415),
      ("multipart/form-data", 400),
      ("multipart/form-data; boundary=", 400), ("multipart/form-data; boundary=\"ü\"", 400),
      ("multipart/form-data; boundary=other", 400), ("multipart/form-data; boundary=\"b", 415),
      ("multipart/form-data; boundary=\(String(repeating: "b", count: 71))", 400),
    ])
  func `another content type is a 415, and a boundary that isn't one a 400`(
    contentType: String, status: Int
  ) async throws {
    let exchange = try await InProcessClient(Self.app()).send(
      method: .post, target: "/", contentType: contentType, body: FormBody().field("a", "1").bytes)
    #expect(exchange.status.code == status)
  }

  @Test func `a form cut off, and a field that is not UTF-8, are a 400`() async throws {
    let client = try InProcessClient(Self.app())
    let bytes = FormBody().field("a", "1").bytes
    let notText = bytes.map { $0 == UInt8(ascii: "1") ? 0xFF : $0 }
    for body in [[], Array(bytes.dropLast(6)), notText] {
      let exchange = await client.send(
        method: .post, target: "/", contentType: FormBody.contentType, body: body)
      #expect(exchange.status == .badRequest)
    }
  }

  @Test func `an optional form is nil without a body`() async throws {
    let client = try InProcessClient(Self.app())
    #expect(await client.send(method: .post, target: "/optional").text == "none")
    #expect(await client.post("/optional", FormBody().field("a", "1")).text == "some")
  }

  @Test func `parts can be taken as they come, and those that are not read are passed over`() async throws {
    let app = Application()
    app.post("/") { (form: MultipartStream) in
      var text = ""
      for try await part in form {
        guard part.filename != nil else { continue }
        for try await chunk in part.chunks { text += String(decoding: chunk, as: UTF8.self) }
      }
      return text
    }
    let form = FormBody().file("f", "x", "abc").field("a", "1").file("g", "y", "de")
    #expect(try await InProcessClient(app).post("/", form).text == "abcde")
  }

  @Test func `a part that has been passed over can't be read`() async throws {
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (form: MultipartStream) in
      let first = try form.nextPart()
      _ = try form.nextPart()
      #expect(throws: MultipartPartPassedError.self) { try first?.nextChunk() }
      return "ok"
    }
    let exchange = try await InProcessClient(app).post("/", FormBody().field("a", "1").field("b", "2"))
    #expect(exchange.text == "ok")
  }

  @Test func `the fields are decoded as a type, and everything that is wrong is told`() async throws {
    struct Profile: Decodable, Validatable {
      var name: String
      var age: Int
      var tags: [String]

      static var rules: ValidationRules<Profile> {
        ValidationRules { $0.check(\.name, "name", .length(2...)) }
      }
    }
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (form: Multipart) in
      let profile = try form.decode(Profile.self)
      return "\(profile.name) \(profile.age) \(profile.tags) \(form.files.count)"
    }
    let client = try InProcessClient(app)
    let good = FormBody().field("name", "Ada").field("tags[]", "a").field("age", "7").field("tags[]", "b")
      .file("image", "x.png", "x")
    #expect(await client.post("/", good).text == #"Ada 7 ["a", "b"] 1"#)
    let bad = await client.post("/", FormBody().field("name", "A").field("age", "x"))
    #expect(bad.status == .badRequest)
    for location in [#"["name"]"#, #"["age"]"#, #"["tags"]"#] {
      #expect(bad.text.contains(#""loc":\#(location)"#))
    }
  }

  @Test(arguments: [
    ("filename=\"plain.txt\"; filename*=utf-8''%C3%BC.txt", "ü.txt"),
    ("filename*=UTF-8'de'a%20b%2Fc.txt", "c.txt"), ("filename*=UTF-8''%zz", ""),
    ("filename=\"plain.txt\"; filename*=latin1''%FC", "plain.txt"),
    ("filename=plain.txt; filename*=''", "plain.txt"),
  ])
  func `a file's name may come percent-encoded, from clients that are not browsers`(
    parameters: String, filename: String
  ) async throws {
    let body = "--b\r\nContent-Disposition: form-data; name=f; \(parameters)\r\n\r\nabc\r\n--b--\r\n"
    let exchange = try await InProcessClient(Self.app()).send(
      method: .post, target: "/", contentType: FormBody.contentType, body: Array(body.utf8))
    #expect(exchange.text == "f=\(filename):3:memory")
  }
}
