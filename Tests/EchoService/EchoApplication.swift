import Afterglow
import HTTPTypes

/// The service with all its routes.
func echoApplication() -> Application {
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
  return app
}

private func addBodies(to app: Application) {
  app.post("/body") { (request: Request) in
    Response(
      status: .ok, headers: [.contentType: "application/octet-stream"],
      body: .bytes(try request.body.collect()))
  }

  app.put("/upload") { (body: BodyStream, request: Request) in
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
    Response.stream(contentType: "text/event-stream") { writer in
      try writer.write("data: first\n\n")
      await releases.wait()
      try writer.write("data: second\n\n")
    }
  }

  app.get("/endless") {
    Response.stream(contentType: "text/plain", background: BackgroundTask(report, "the client had gone")) {
      writer in
      print("the response has begun")
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
