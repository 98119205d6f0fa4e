/// A parser of nginx's configuration language, as far as the kit needs it.
///
/// The syntax: <https://nginx.org/en/docs/dev/development_guide.html#config_directives>.
struct NginxParser {
  private var rest: Substring.UnicodeScalarView
  private var line = 1

  /// Reads the directives of a file.
  static func directives(in text: String) throws(NginxSiteError) -> [NginxDirective] {
    var parser = NginxParser(rest: text[...].unicodeScalars)
    return try parser.directives(isInBlock: false)
  }

  private mutating func directives(isInBlock: Bool) throws(NginxSiteError) -> [NginxDirective] {
    var directives: [NginxDirective] = []
    var words: [String] = []
    while let scalar = skipToWord() {
      switch scalar {
      case ";":
        advance()
        guard !words.isEmpty else { throw unexpected(scalar) }
        directives.append(NginxDirective(words))
        words = []
      case "{":
        advance()
        guard !words.isEmpty else { throw unexpected(scalar) }
        directives.append(NginxDirective(words, block: try self.directives(isInBlock: true)))
        words = []
      case "}":
        advance()
        guard isInBlock, words.isEmpty else { throw unexpected(scalar) }
        return directives
      default: words.append(try word(startingWith: scalar))
      }
    }
    guard !isInBlock, words.isEmpty else {
      throw .malformed(line: line, reason: "the file ends within a directive or a block")
    }
    return directives
  }

  /// Skips spaces and comments, and returns the next scalar without consuming it.
  private mutating func skipToWord() -> Unicode.Scalar? {
    while let scalar = rest.first {
      if scalar == "#" {
        while let next = rest.first, next != "\n" { advance() }
      } else if scalar.properties.isWhitespace {
        advance()
      } else {
        return scalar
      }
    }
    return nil
  }

  private mutating func word(startingWith first: Unicode.Scalar) throws(NginxSiteError) -> String {
    let quote = first == "\"" || first == "'" ? first : nil
    var word = String.UnicodeScalarView()
    if quote != nil { word.append(advance()) }
    while let scalar = rest.first {
      if quote == nil, scalar.properties.isWhitespace || scalar == ";" || (scalar == "{" && word.last != "$")
      {
        return String(word)
      }
      word.append(advance())
      if scalar == quote { return String(word) }
      // The scalar after a backslash has no special meaning, and `${name}` is one word.
      if scalar == "\\", !rest.isEmpty { word.append(advance()) }
      if scalar == "{", quote == nil { takeVariable(into: &word) }
    }
    throw .malformed(line: line, reason: "the file ends within \(String(word).debugDescription)")
  }

  private mutating func takeVariable(into word: inout String.UnicodeScalarView) {
    while let scalar = rest.first, scalar != "}", scalar != "\n" { word.append(advance()) }
    if rest.first == "}" { word.append(advance()) }
  }

  @discardableResult
  private mutating func advance() -> Unicode.Scalar {
    let scalar = rest.removeFirst()
    if scalar == "\n" { line += 1 }
    return scalar
  }

  private func unexpected(_ scalar: Unicode.Scalar) -> NginxSiteError {
    .malformed(line: line, reason: "\"\(scalar)\" is unexpected")
  }
}
