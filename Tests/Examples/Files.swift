import Afterglow
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The example of the page "Files".
func filesExample() -> Application {
  let app = Application()
  let folder = ProcessInfo.processInfo.environment["SHOP_FILES"] ?? "/srv/shop"

  app.get("/manual") { () in FileResponse(path: folder + "/manual.pdf") }

  let pictures = FileFolder(folder + "/pictures")
  app.get("/pictures/{path...}") { (rest: PathRemainder) in
    pictures.file(named: rest.path, headers: [.cacheControl: "max-age=3600"])
  }

  let invoices = FileFolder(folder + "/invoices")
  app.get("/invoices/{number}") { (number: Int) in
    invoices.file(
      named: "\(number).pdf", disposition: .attachment(filename: "Invoice №\(number).pdf"),
      background: BackgroundTask(noteDownload, number))
  }

  let notes = FileFolder(folder + "/notes")
  app.put("/notes/{name}") { (name: String, body: BodyStream, request: Request) in
    try request.requireWholeContent()
    let draft = try notes.draft(named: name, if: request.preconditions)
    while let chunk = try body.nextChunk() { try draft.append(chunk) }
    let tag = try draft.commit()
    return Response(status: .noContent, headers: [.eTag: "\(tag)"])
  }

  app.delete("/notes/{name}") { (name: String, request: Request) in
    try notes.remove(named: name, if: request.preconditions)
  }

  let shop = Shop()
  app.put("/title") { (title: Title, request: Request) in
    try shop.change { stored in
      let version = ResourceVersion(tag: EntityTag(opaque: "v\(stored.version)"))
      try request.preconditions.check(version, required: true)
      stored = StoredTitle(text: title.text, version: stored.version + 1)
    }
  }

  let videos = FileFolder(folder + "/videos")
  let acceleration = FileAcceleration(folder: videos.path, location: "/internal-videos")
  app.include("/videos", middleware: [acceleration]) { group in
    group.get("/{name}") { (name: String) in videos.file(named: name) }
  }

  return app
}

private struct Title: Content {
  var text: String
}

private struct StoredTitle {
  var text: String
  var version: Int
}

private final class Shop: Sendable {
  private let title = Mutex(StoredTitle(text: "Shop", version: 1))

  func change(_ body: (inout StoredTitle) throws -> Void) throws {
    try title.withLock { try body(&$0) }
  }
}

private func noteDownload(of number: Int) {
  print("Invoice \(number) has been downloaded.")
}
