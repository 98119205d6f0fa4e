import AfterglowTemplates
import AfterglowTesting

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of a test's own with templates, removed when the test lets go of it.
final class TemplateFiles: Sendable {
  var folder: String { files.path }
  private let files: TemporaryFolder

  /// Writes templates by their files' paths.
  init(_ texts: [String: String] = [:]) throws {
    files = try TemporaryFolder()
    for (file, text) in texts { try write(text, to: file) }
  }

  func write(_ text: String, to file: String) throws { try write(Data(text.utf8), to: file) }

  func write(_ data: Data, to file: String) throws {
    let url = URL(fileURLWithPath: "\(folder)/\(file)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// What a single template makes of a value.
  static func render(_ template: String, _ value: Any) throws -> String {
    let files = try TemplateFiles(["page.mustache": template])
    return try Templates(folder: files.folder).render("page", with: value)
  }
}
