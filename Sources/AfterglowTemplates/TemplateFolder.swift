#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of templates.
struct TemplateFolder: Sendable {
  let path: String

  private static let suffix = ".mustache"

  /// Returns the path to a template's file.
  func file(of name: String) -> String { "\(path)/\(name)\(Self.suffix)" }

  func load() throws(TemplateError) -> TemplateSet {
    var sources: [TemplateSource] = []
    for name in try names() { sources.append(try source(of: name)) }
    return try TemplateSet(sources)
  }

  private func names() throws(TemplateError) -> [String] {
    let files = try Self.reading(path) { try FileManager.default.subpathsOfDirectory(atPath: path) }
    // Editors keep hidden copies beside a file.
    let names = files.filter { file in
      file.hasSuffix(Self.suffix) && !file.split(separator: "/").contains { $0.hasPrefix(".") }
    }.map { String($0.dropLast(Self.suffix.count)) }.sorted()
    guard !names.isEmpty else {
      throw TemplateError(
        path, "the folder has no template, which would be a file that ends in \(Self.suffix)")
    }
    return names
  }

  private func source(of name: String) throws(TemplateError) -> TemplateSource {
    let file = file(of: name)
    let data = try Self.reading(file) { try Data(contentsOf: URL(fileURLWithPath: file)) }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw TemplateError(file, "the template is not UTF-8")
    }
    // The parser counts LF only.
    return TemplateSource(name: name, file: file, text: text.replacing("\r\n", with: "\n"))
  }

  /// Reads a file or folder; the operating system's reasons for a failure are clearer than Foundation's.
  private static func reading<Value>(
    _ path: String, _ read: () throws -> Value
  ) throws(TemplateError) -> Value {
    guard access(path, R_OK) == 0 else {
      throw TemplateError(path, "it can't be read: \(String(cString: strerror(errno)))")
    }
    do {
      return try read()
    } catch {
      throw TemplateError(path, "it can't be read: \(error)")
    }
  }
}

/// A template's source text.
struct TemplateSource: Sendable {
  let name: String
  let file: String
  let text: String
}
