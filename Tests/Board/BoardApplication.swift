import Afterglow
import AfterglowAuth
import AfterglowSessionAuth
import AfterglowSessions

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A notice board: members log in, place notices with a picture, and see at once what others place.
func boardApplication(secrets: [SessionSecret], pictures: FileFolder, members: Members) -> Application {
  let app = Application(version: "1.0.0")
  let notices = Notices()
  app.onStartup {
    try FileManager.default.createDirectory(atPath: pictures.path, withIntermediateDirectories: true)
  }

  let browsers = SessionAuthenticator(realm: "Board", id: \Member.name) { name, _ in members.find(name) }
  app.add(middleware: SessionMiddleware(secrets: secrets, store: InMemorySessionStore()))
  app.add(middleware: CSRFMiddleware(secrets: secrets))
  app.add(middleware: AuthenticationMiddleware(browsers))
  app.onError(NoSuchNotice.self) { error, _ in
    JSONResponse(["detail": "There is no notice \(error.id)."], status: .notFound)
  }

  app.get("/token") { (request: Request) in ["token": try request.csrfToken] }

  app.post("/members") { (signUp: SignUp) in
    let member = try members.add(signUp)
    let welcome = BackgroundTask(sendEmail, member.email, "Welcome, \(member.name)!", name: "welcome")
    return JSONResponse(["name": member.name], background: welcome)
  }

  app.post("/login") { (login: LogIn, request: Request) in
    guard let member = try members.verified(login, request) else {
      throw HTTPError.unauthorized("The name or the password is wrong.", challenges: [browsers.challenge])
    }
    try browsers.logIn(member, request)
    return JSONResponse(["name": member.name], status: .ok)
  }

  app.post("/logout") { (request: Request) in
    try browsers.logOut(request)
    return HTTPResponse.Status.noContent
  }

  app.include("/notices", middleware: [RequireUser()]) { board in
    board.get { (search: Query<Search>) in notices.latest(search.count ?? 20, tag: search.tag) }

    board.post(background: BackgroundTask(count, "notices", name: "count")) {
      (notice: NoticeIn, request: Authenticated<Member>) in
      let added = notices.add(notice, by: request.user.name)
      var tasks = BackgroundTasks()
      tasks.addTask(sendEmail, request.user.email, "Your notice \(added.id) is up.", name: "receipt")
      tasks.addTask(index, added, name: "index", timeout: .seconds(30))
      return JSONResponse(added, background: tasks)
    }

    board.get("/events") { (request: Authenticated<Member>) in
      let placed = notices.listen()
      return Response.events { events in
        for await notice in placed { try events.send(json: notice, event: "notice", id: "\(notice.id)") }
      }
    }

    board.get("/{id}") { (id: Int) in try notices.find(id) }

    board.delete("/{id}", middleware: [RequireRole<Member>("moderator")]) { (id: Int, request: Request) in
      let removed = try notices.remove(id)
      if let author = members.find(removed.author) {
        request.background.addTask(sendEmail, author.email, "Your notice \(id) is down.", name: "taken down")
      }
      return HTTPResponse.Status.noContent
    }

    board.put("/{id}/picture", middleware: [MultipartLimits(maxParts: 2, maxFileSize: 5 << 20)]) {
      (id: Int, form: Multipart, request: Authenticated<Member>) in
      guard try notices.find(id).author == request.user.name else { throw HTTPError(.forbidden) }
      let picture = try form.requiredFile(named: "picture")
      let path = "\(pictures.path)/\(id)"
      try picture.move(to: path)
      request.background.addTask(makeThumbnail, path, name: "thumbnail")
      return JSONResponse(["bytes": picture.size], status: .accepted)
    }

    board.get("/{id}/picture") { (id: Int) in
      pictures.file(named: "\(id)", contentType: "application/octet-stream", disposition: .attachment())
    }
  }

  return app
}

private struct Search: Decodable, Sendable, Validatable {
  var tag: String?
  var count: Int?

  static let rules = ValidationRules<Search> { rules in
    rules.check(\.tag, "tag", .length(1...20))
    rules.check(\.count, "count", .range(1...100))
  }
}

private func sendEmail(to address: String, message: String) async throws {
  print("To \(address): \(message)")
}

private func count(_ what: String) {
  print("One more of \(what).")
}

private func index(_ notice: Notice) async throws {
  print("Indexed notice \(notice.id), \(notice.text.count) characters.")
}

private func makeThumbnail(of path: String) throws {
  let size = try Data(contentsOf: URL(filePath: path)).count
  print("A thumbnail of \(size) bytes.")
}
