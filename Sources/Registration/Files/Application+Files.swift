import Afterglow
import HTTPTypes

extension Application {
  /// Adds the routes for uploads and downloads.
  ///
  /// An upload replaces the whole file, if the request's conditions hold (`If-Match`, `If-None-Match`).
  func addFileRoutes(_ files: FileStore) {
    put("/files/{name}") { (name: String, body: BodyStream, request: Request) in
      let name = try FileName(fromPath: name)
      try request.requireWholeContent()
      let (stored, tag) = try files.store(body, as: name, if: request.preconditions)
      return JSONResponse(
        stored, status: .accepted, headers: [.eTag: "\(tag)"],
        background: BackgroundTask(files.countLines, name, name: "line-count"))
    }

    get("/files/{name}") { (name: String) in files.folder.file(named: name) }
  }
}

extension FileName {
  /// Checks a name from a path.
  ///
  /// - Throws: `ValidationError`, a 400 that says what is wrong with the name.
  fileprivate init(fromPath name: String) throws(ValidationError) {
    do throws(InvalidFileName) {
      try self.init(name)
    } catch {
      throw ValidationError([
        ValidationFailure(
          type: "file_name", location: [.key("name")],
          message: "Input should be a valid file name: \(error.reason)", input: .string(name))
      ])
    }
  }
}
