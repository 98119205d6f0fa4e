import Afterglow
import AfterglowAuth
import AfterglowJWT
import HTTPTypes
import JWTKit
import Logging

#if canImport(Glibc)
  import Glibc
#endif

/// The service with all its routes.
func logApplication() async -> Application {
  let app = Application()
  app.add(StatusPage())
  addLines(to: app)
  addValues(to: app)
  await addTokens(to: app)
  addProcess(to: app)
  return app
}

private func addLines(to app: Application) {
  app.get("/lines/{count}") { (count: Int, request: Request) in
    for number in 0..<count { request.logger.info("Line \(number).", metadata: ["padding": "\(padding)"]) }
    return "logged"
  }

  app.get("/print/{count}") { (count: Int) in
    for number in 0..<count { print("Printed line \(number): \(padding)") }
    return "printed"
  }

  app.get("/trap") { (request: Request) -> String in
    request.logger.error("The last words.")
    fatalError("as it was asked for")
  }
}

/// Logs what came from the client, each kind of value once.
private func addValues(to app: Application) {
  app.get("/values/{name}") { (name: String, request: Request) in
    request.logger.info(
      "Told \(name).",
      metadata: [
        "name": "\(name)", "header": "\(request.params["HTTP_X_VALUE"] ?? "")",
        "cookie": "\(request.cookies["value"] ?? "")", "list": ["\(name)"], "\(name)": "key",
      ])
    request.background.addTask(name: name) { throw Failure(reason: name) }
    return "logged"
  }

  app.post("/uploads") { (form: Multipart, request: Request) in
    for file in form.files {
      request.logger.info("An upload.", metadata: ["filename": "\(file.filename)"])
    }
    return "logged"
  }

  app.get("/files/{name}") { (name: String) in FileFolder(".").file(named: name) }
}

private func addTokens(to app: Application) async {
  let keys = await JWTKeyCollection().add(
    hmac: HMACKey(from: "a secret of at least 32 characters"), digestAlgorithm: .sha256)
  app.include(
    "/me",
    middleware: [
      AuthenticationMiddleware(
        JWTAuthenticator(realm: "Log", keys: keys) { (claims: Claims, _) in claims.sub })
    ]
  ) { $0.get { (user: Authenticated<String>) in user.user } }
}

private func addProcess(to app: Application) {
  app.get("/process") { "\(getpid())" }

  // The signals that a program started here ignores, as `/proc` has them: hexadecimal.
  app.get("/ignored-signals") { () -> String in
    guard let status = popen("grep SigIgn /proc/self/status", "r") else { throw Failure(reason: "popen") }
    defer { pclose(status) }
    var line = [CChar](repeating: 0, count: 100)
    fgets(&line, Int32(line.count), status)
    return String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

private struct Claims: JWTPayload {
  var sub: String
  func verify(using algorithm: some JWTAlgorithm) {}
}

private struct Failure: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

private let padding = String(repeating: "x", count: 100)
