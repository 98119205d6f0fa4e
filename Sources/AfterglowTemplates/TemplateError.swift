/// What is wrong with a template, or with a folder of them.
public struct TemplateError: Error, Hashable, CustomStringConvertible {
  /// The path of the file or the folder.
  public let file: String

  /// The line, counted from 1, if it is one line's fault.
  public let line: Int?

  /// What is wrong.
  public let reason: String

  init(_ file: String, line: Int? = nil, _ reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// Where it is and what is wrong: `templates/user.mustache:7: {{>heade}}: there is no such template`.
  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
