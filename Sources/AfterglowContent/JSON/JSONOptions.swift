/// The options for writing and reading JSON, where JSON leaves a choice.
package struct JSONOptions: Sendable, Equatable {
  /// The form of dates; ISO 8601 by default.
  package var dates: Dates

  /// The names of members; the coding keys by default.
  package var keys: Keys

  /// Whether each element and member is on its own line, indented by two spaces; `false` by default.
  ///
  /// It is off by default because it costs a third of the size.
  package var isPretty: Bool

  package init(dates: Dates = .iso8601, keys: Keys = .asDeclared, isPretty: Bool = false) {
    self.dates = dates
    self.keys = keys
    self.isPretty = isPretty
  }

  package enum Dates: Sendable {
    /// A string in the form of RFC 3339, section 5.6: `"2026-11-23T05:00:00Z"`.
    case iso8601
    /// The number of seconds since 1970.
    case secondsSince1970
    /// The number of milliseconds since 1970.
    case millisecondsSince1970
  }

  package enum Keys: Sendable {
    /// The coding keys unchanged.
    case asDeclared
    /// Snake case, such as `created_at` for `createdAt`; the keys of dictionaries are unchanged.
    case snakeCase

    func name(of key: String) -> String {
      switch self {
      case .asDeclared: key
      case .snakeCase: Self.snakeCase(key)
      }
    }

    /// Returns the coding key that a member's name may stand for.
    func key(of name: String) -> String {
      switch self {
      case .asDeclared: name
      case .snakeCase: Self.camelCase(name)
      }
    }

    private static func camelCase(_ name: String) -> String {
      let words = name.split(separator: "_")
      guard let first = words.first else { return name }
      return words.dropFirst().reduce(String(first)) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// Returns a key in snake case.
    ///
    /// A run of capitals is one word, except that its last letter begins the next word: `baseURLString` becomes
    /// `base_url_string`.
    private static func snakeCase(_ key: String) -> String {
      let letters = Array(key)
      var name = ""
      for (position, letter) in letters.enumerated() {
        let before = position > 0 ? letters[position - 1] : "_"
        let behind = position + 1 < letters.count ? letters[position + 1] : "_"
        let beginsWord = letter.isUppercase && before != "_" && (!before.isUppercase || behind.isLowercase)
        name += (beginsWord ? "_" : "") + letter.lowercased()
      }
      return name
    }
  }
}

extension JSONOptions {
  /// Returns the naming for members whose keys have this type.
  ///
  /// A dictionary's keys are data and stay unchanged.
  func keys(of type: Any.Type) -> Keys {
    // The standard library doesn't expose the type of a dictionary's keys.
    keys == .asDeclared || String(describing: type) == "_DictionaryCodingKey" ? .asDeclared : keys
  }
}
