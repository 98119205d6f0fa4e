import Testing

@testable import AfterglowContent

@Suite struct FileMediaTypesTests {
  @Test(arguments: [
    ("a.html", "text/html; charset=utf-8"), ("a.HTML", "text/html; charset=utf-8"),
    ("/b/a.tar.gz", "application/gzip"),
    ("a.b/c.txt", "text/plain; charset=utf-8"), ("photo.JPG", "image/jpeg"), ("a.svg", "image/svg+xml"),
    ("a.json", "application/json"), ("a.yml", "application/yaml"), ("a.mov", "video/quicktime"),
  ])
  func `the extension says the type`(path: String, type: String) {
    #expect(FileMediaTypes.type(ofPath: path) == type)
  }

  @Test(arguments: ["", "a", "a.", ".html", "/a.html/b", "a.unknown", "a.html ", "/b/.txt"])
  func `what has no extension, or an unknown one, is bytes`(path: String) {
    #expect(FileMediaTypes.type(ofPath: path) == "application/octet-stream")
  }
}
