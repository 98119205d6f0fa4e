/// The references between templates.
struct TemplateReferences {
  private let sources: [TemplateSource]
  private let tags: [String: [TemplateTag]]

  init(_ sources: [TemplateSource]) {
    self.sources = sources
    tags = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, TemplateTag.all(in: $0.text)) })
  }

  /// Finds mistakes that would otherwise only appear when a template is rendered, and silently: the renderer leaves out
  /// a missing template.
  ///
  /// - Throws: ``TemplateError`` for the first mistake.
  func check() throws(TemplateError) {
    for source in sources {
      for tag in tags[source.name] ?? [] {
        guard let reason = refusal(of: tag, in: source) else { continue }
        throw TemplateError(source.file, line: tag.line, "\(tag.description): \(reason)")
      }
    }
    for source in sources { try checkEnd(of: source) }
  }

  private func refusal(of tag: TemplateTag, in source: TemplateSource) -> String? {
    switch tag.kind {
    case .template(let name) where tags[name] == nil: "there is no such template"
    case .template(let name) where TemplateSet.isText(name) && !TemplateSet.isText(source.name):
      "it is a text, whose values are not escaped, and can't be part of a page"
    case .template: nil
    case .dynamicTemplate: "a template that the data name can't be looked for before, and is not supported"
    case .pragma: "what is escaped is said by the template's name, which ends in .txt if nothing is"
    }
  }

  /// Refuses a template that includes itself whatever the data, which would be endless.
  private func checkEnd(of source: TemplateSource) throws(TemplateError) {
    var seen: Set<String> = []
    for tag in tags[source.name] ?? [] {
      guard case .template(let name) = tag.kind, !tag.isConditional else { continue }
      var next = [name]
      while let name = next.popLast() {
        guard name != source.name else {
          throw TemplateError(
            source.file, line: tag.line, "\(tag.description): it includes itself without end")
        }
        guard seen.insert(name).inserted else { continue }
        next += (tags[name] ?? []).filter { !$0.isConditional }.compactMap(\.includedName)
      }
    }
  }
}

extension TemplateTag {
  fileprivate var includedName: String? {
    if case .template(let name) = kind { name } else { nil }
  }
}
