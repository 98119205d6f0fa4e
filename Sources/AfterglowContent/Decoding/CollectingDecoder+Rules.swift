extension CollectingDecoder {
  /// The value as an object, a form's elements by their positions if need be.
  var members: [String: JSONValue]? {
    switch value {
    case .object(let members): members
    case .array(let elements) where isForm:
      Dictionary(uniqueKeysWithValues: elements.enumerated().map { (String($0.offset), $0.element) })
    default: nil
    }
  }

  /// The value as an array; a form has an array of one if a name is there once.
  var elements: [JSONValue]? {
    switch value {
    case .array(let elements): elements
    case .string where isForm: value.map { [$0] }
    default: nil
    }
  }
}

extension CollectingDecoder {
  /// Notes the rules that a value breaks which has been decoded whole.
  func noteBrokenRules<Value>(of decoded: Value) {
    if let decoded = decoded as? any Validatable { noteRules(of: decoded) }
  }

  /// Notes the rules that a value breaks which may have stand-ins in it, where failures have been noted since.
  ///
  /// As in pydantic, what is known to be wrong is not asked whether it keeps a rule, and whole values are only asked when
  /// nothing in them is wrong.
  func noteBrokenRules<Value>(of decoded: Value, since failuresBefore: Int) {
    guard value != nil, !report.isFull, let decoded = decoded as? any Validatable else { return }
    noteRules(of: decoded, since: failuresBefore)
  }

  /// Whether a collection has elements that break their rules: a set doesn't know any more where in the data they were, so
  /// they are to be decoded one by one.
  func hasBrokenParts<Value>(_ decoded: Value) -> Bool {
    guard let decoded = decoded as? any Validatable else { return false }
    return breaksPartRules(decoded)
  }

  /// Takes what a type calls secret out of the failures that have been noted in a value of it since.
  func hideSecrets(of type: Any.Type, since failuresBefore: Int) {
    guard report.failures.count > failuresBefore, let type = type as? any Validatable.Type else { return }
    let secrets = Self.secrets(of: type)
    guard !secrets.isEmpty else { return }
    report.hideInputs(since: failuresBefore) { location in
      // Without a further step it is the whole value, secrets and all.
      guard case .key(let name)? = location.dropFirst(codingPath.count).first else { return true }
      return secrets.contains(name)
    }
  }

  private static func secrets<Value: Validatable>(of type: Value.Type) -> Set<String> { Value.rules.secrets }

  private func breaksPartRules<Value: Validatable>(_ decoded: Value) -> Bool {
    Value.rules.haveBrokenParts(in: decoded)
  }

  private func noteRules<Value: Validatable>(of decoded: Value) {
    for rule in Value.rules.broken(by: decoded) { note(rule) }
  }

  private func noteRules<Value: Validatable>(of decoded: Value, since failuresBefore: Int) {
    let failures = report.failures[failuresBefore...]
    let wrong = failures.map { $0.location.dropFirst(codingPath.count).first }
    let broken = Value.rules.broken(by: decoded, isComplete: failures.isEmpty) { name in
      // A property whose name isn't in the value has a default, or is misspelt in the rules: it isn't asked either.
      failures.isEmpty || (members?[name] != nil && !wrong.contains(.key(name)))
    }
    for rule in broken { note(rule) }
  }

  private func note(_ rule: BrokenRule) {
    report.note(
      ValidationFailure(
        type: rule.type, location: codingPath.map(\.position) + rule.location, message: rule.message,
        input: rule.location.isEmpty ? nil : value?[rule.location]))
  }
}

extension JSONValue {
  /// The value at a location inside; `nil` if there is none.
  fileprivate subscript(location: [ValidationFailure.Position]) -> JSONValue? {
    location.reduce(self) { value, position in
      switch position {
      case .key(let name): value?[name]
      case .index(let index): value?[index]
      }
    }
  }
}
