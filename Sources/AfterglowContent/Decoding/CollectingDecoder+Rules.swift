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
    guard index != nil, !report.isFull, let decoded = decoded as? any Validatable else { return }
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
    let secrets = Set(Self.secrets(of: type).map(memberName))
    guard !secrets.isEmpty else { return }
    let depth = location.count
    report.hideInputs(since: failuresBefore) { location in
      // Without a further step it is the whole value, secrets and all.
      guard case .key(let name)? = location.dropFirst(depth).first else { return true }
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
    let depth = location.count
    let failures = report.failures[failuresBefore...]
    let wrong = failures.map { $0.location.dropFirst(depth).first }
    let members = members
    let broken = Value.rules.broken(by: decoded, isComplete: failures.isEmpty) { name in
      // A property whose name isn't in the value has a default, or is misspelt in the rules: it isn't asked either.
      let name = memberName(name)
      return failures.isEmpty
        || (members?.value(named: name, in: document) != nil && !wrong.contains(.key(name)))
    }
    for rule in broken { note(rule) }
  }

  private func note(_ rule: BrokenRule) {
    var inside = rule.location
    if case .key(let name)? = inside.first { inside[0] = .key(memberName(name)) }
    report.note(
      ValidationFailure(
        type: rule.type, location: location + inside, message: rule.message,
        input: inside.isEmpty ? nil : value(at: inside).flatMap(document.scalar)))
  }

  /// Rules name coding keys.
  private func memberName(_ key: String) -> String { document.options.keys.name(of: key) }

  /// The value at a location inside; `nil` if there is none.
  private func value(at location: [ValidationFailure.Position]) -> Int? {
    location.reduce(self.index) { value, step in
      guard let value else { return nil }
      switch (step, document.kind(at: value)) {
      case (.key(let name), .object): return JSONMembers(of: value, in: document).value(named: name)
      case (.index(let position), .array):
        let elements = document.elements(of: value)
        return elements.indices.contains(position) ? elements[position] : nil
      default: return nil
      }
    }
  }
}
