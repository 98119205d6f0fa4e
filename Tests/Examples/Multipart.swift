import Afterglow

/// The example of the page "Multipart".
func multipartExample() -> Application {
  let app = Application()

  app.post("/avatars") { (form: Multipart, request: Request) in
    let image = try form.requiredFile(named: "image")
    request.background.addTask(makeThumbnail, image)
    return "Thank you, \(form["name"] ?? "somebody"), for \(image.size) bytes."
  }

  app.post("/profiles") { (form: Multipart) in
    let profile = try form.decode(Profile.self)
    return "\(profile.name) likes \(profile.colours.joined(separator: " and ")), \(form.files.count) files"
  }

  app.include("/documents", middleware: [MultipartLimits(maxParts: 2, maxFileSize: 1000)]) { documents in
    documents.post { (form: Multipart) in "\(form.files.count) files" }
  }

  app.post("/import") { (form: MultipartStream) in
    var lines = 0
    for try await part in form where part.filename != nil {
      for try await chunk in part.chunks { lines += chunk.count { $0 == UInt8(ascii: "\n") } }
    }
    return "\(lines) lines"
  }

  return app
}

private struct Profile: Decodable {
  var name: String
  var colours: [String]
}

private func makeThumbnail(of image: UploadedFile) async throws {
  var size = 0
  for try await chunk in image.chunks { size += chunk.count }
  print("A thumbnail is made of \(size) bytes.")
}
