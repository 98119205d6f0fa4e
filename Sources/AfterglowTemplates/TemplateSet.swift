import Mustache

/// Parsed templates that belong together.
struct TemplateSet: Sendable {
  let library: MustacheLibrary

  /// The templates' names in alphabetical order.
  let names: [String]

  /// Parses templates and checks their references to each other.
  ///
  /// - Throws: ``TemplateError`` for the first mistake.
  init(_ sources: [TemplateSource]) throws(TemplateError) {
    HTMLEscaping.register()
    var templates: [String: MustacheTemplate] = [:]
    for source in sources { templates[source.name] = try source.parsed() }
    try TemplateReferences(sources).check()
    library = MustacheLibrary(templates: templates)
    names = sources.map(\.name)
  }

  /// Whether a template of that name is a text, in which values aren't escaped.
  static func isText(_ name: String) -> Bool { name.hasSuffix(".txt") }
}

extension TemplateSource {
  /// A line that sets the escaping and leaves nothing in the output.
  private var pragma: String {
    "{{% CONTENT_TYPE: \(TemplateSet.isText(name) ? "TEXT" : HTMLEscaping.name) }}\n"
  }

  fileprivate func parsed() throws(TemplateError) -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: pragma + text)
    } catch let error as MustacheTemplate.ParserError {
      if case MustacheTemplate.Error.expectedSectionEnd = error.error,
        let open = TemplateTag.openSection(in: text)
      {
        throw TemplateError(file, line: open.line, "\(open.tag) has no end")
      }
      let lines = text.count { $0 == "\n" } + (text.last == "\n" ? 0 : 1)
      let line = min(error.context.lineNumber - 1, max(lines, 1))
      throw TemplateError(file, line: line, Self.reason(error.error))
    } catch {
      throw TemplateError(file, "\(error)")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed that is not the one that was opened last"
    case .unfinishedName: "a tag has no name, or one with a character that a name can't have, or no end"
    case .expectedSectionEnd: "a section has no end"
    case .invalidSetDelimiter: "the delimiters are set in a way that is not understood"
    case .transformAppliedToInheritanceSection: "a block can't be transformed"
    case .illegalTokenInsideInheritSection, .textInsideInheritSection:
      "within a template that is filled in, only blocks may stand"
    case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "a {{%…}} tag is not understood"
    case nil: "a tag has no end"
    }
  }
}
