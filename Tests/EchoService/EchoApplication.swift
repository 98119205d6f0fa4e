import Afterglow
import HTTPTypes

/// The service with all its routes.
func echoApplication(_ configuration: EchoConfiguration) -> Application {
  let app = Application()
  app.add(middleware: EchoMiddleware())
  let releases = Releases()
  app.post("/release") { () -> Response in
    releases.release()
    return Response(status: .noContent)
  }
  addBodies(to: app)
  addStatuses(to: app)
  addStreams(to: app, waitingFor: releases)
  addTasks(to: app, waitingFor: releases)
  addFiles(to: app, in: configuration.filesFolder)
  addHosts(to: app, configuration)
  addLifecycle(to: app)
  return app
}

private func addBodies(to app: Application) {
  app.post("/body") { (request: Request) in
    Response(
      status: .ok, headers: [.contentType: "application/octet-stream"],
      body: .bytes(try request.body.collect()))
  }

  app.put("/files/upload") { (body: BodyStream, request: Request) in
    body.limit(to: 8 << 20)
    var length = 0
    while let chunk = try body.nextChunk() {
      if length == 0 { print("the upload has begun") }
      length += chunk.count
    }
    request.background.addTask(report, "the upload was whole")
    return "\(length)"
  }
}

private func addStatuses(to app: Application) {
  app.get("/answers/{status}") { (status: Int) in
    Response(
      status: HTTPResponse.Status(code: status), headers: [.eTag: "\"v1\"", .contentType: "text/plain"],
      body: status == 204 || status == 304 ? .empty : .text("status \(status)"))
  }

  app.get("/headers/{length}") { (length: Int) in
    Response(headers: [largeField: String(repeating: "h", count: length)], body: .text("ok"))
  }

  app.get("/throws") { () throws -> String in throw Failure() }
}

private func addStreams(to app: Application, waitingFor releases: Releases) {
  app.get("/events") {
    Response.events(background: BackgroundTask(report, "the client had gone")) { events in
      try events.send(data: "first")
      await releases.wait()
      try events.send(data: "second")
    }
  }

  // Not as `Response.events` has it: nothing says that it isn't to be buffered.
  app.get("/events/plain") {
    Response.stream(contentType: "text/plain") { writer in
      try writer.write("first\n")
      print("the first piece was written")
      await releases.wait()
      try writer.write("second\n")
    }
  }

  app.get("/endless") {
    Response.stream(contentType: "text/plain", background: BackgroundTask(report, "the client had gone")) {
      writer in
      let block = [UInt8](repeating: UInt8(ascii: "."), count: 65_536)
      while true { try writer.write(block) }
    }
  }
}

private func addTasks(to app: Application, waitingFor releases: Releases) {
  app.post("/task") {
    Response(
      status: .accepted, body: .text("accepted"),
      background: BackgroundTask(waitAndReport, releases, "the task has ended"))
  }
}

private func addFiles(to app: Application, in folder: String) {
  app.add(middleware: FileAcceleration(folder: folder, location: "/internal-files"))
  app.get("/downloads/{name}") { (name: String) in FileFolder(folder).file(named: name) }
}

private func addHosts(to app: Application, _ configuration: EchoConfiguration) {
  let host = configuration.hostName

  app.route(methods: [.get, .post], "/host", background: BackgroundTask(report, "\(host) was asked")) {
    Response(status: .ok, headers: [.cacheControl: "no-cache"], body: .text(host))
  }

  app.route(methods: [.get, .post], "/dies-there") { () -> String in
    report("\(host) has begun")
    if configuration.diesWhenAsked { fatalError("/dies-there was asked for") }
    return host
  }

  app.route(methods: [.get, .post], "/shared", background: BackgroundTask(report, "a task has run")) {
    (request: Request) in
    Response(status: .ok, headers: [.cacheControl: "max-age=60"], body: .text(request.id))
  }

  app.get("/own") { (request: Request) in
    Response(headers: [.setCookie: "a=1", .cacheControl: "max-age=60"], body: .text(request.id))
  }
}

/// A response header field whose value is as long as a test wants it.
let largeField = HTTPField.Name("X-Large") ?? .server

private struct Failure: Error {}

private func report(_ line: String) {
  print(line)
}

private func waitAndReport(_ releases: Releases, _ line: String) async {
  await releases.wait()
  report(line)
}
