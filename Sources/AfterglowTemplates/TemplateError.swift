/// The error of a template or of a folder of templates.
public struct TemplateError: Error, Hashable, CustomStringConvertible {
  /// The path to the file or folder.
  public let file: String

  /// The line, counted from 1; `nil` if the error is not in a particular line.
  public let line: Int?

  /// The reason.
  public let reason: String

  init(_ file: String, line: Int? = nil, _ reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// The place and the reason: `templates/user.mustache:7: {{>heade}}: there is no such template`.
  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
