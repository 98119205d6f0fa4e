/// A value and, when it comes from a request, the certainty that it keeps its type's rules.
///
/// The compiler decides which values are decoded through this (see ``Swift/KeyedDecodingContainer``'s extension), so what
/// has no rules costs nothing. Finding the rules at run time would: every value's type would have to be asked for them.
struct RuleChecked<Value: Decodable & Validatable>: Decodable, AnyRuleChecked {
  let value: Value

  init(from decoder: any Decoder) throws {
    if let decoder = decoder as? CollectingDecoder {
      // It looks for rules itself.
      value = try decoder.decodeOrStandIn(Value.self)
      return
    }
    value = try decoder.singleValueContainer().decodeWithoutRules(Value.self)
    // A decoder that a service makes itself asks for no rules.
    if let decoder = decoder as? JSONDocumentDecoder, decoder.document.checksRules {
      try RuleChecking.checkRules(of: value)
    }
  }
}

/// Any ``RuleChecked``.
protocol AnyRuleChecked {}
