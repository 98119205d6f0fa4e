/// A decoded value whose type has rules; if it comes from a request, it keeps them.
///
/// The compiler decides which values are decoded through this type (see ``Swift/KeyedDecodingContainer``'s
/// extension), so values without rules cost nothing. Looking for rules at run time would cost a check of every
/// value's type.
struct RuleChecked<Value: Decodable & Validatable>: Decodable, AnyRuleChecked {
  let value: Value

  init(from decoder: any Decoder) throws {
    if let decoder = decoder as? CollectingDecoder {
      // This decoder checks rules itself.
      value = try decoder.decodeOrStandIn(Value.self)
      return
    }
    value = try decoder.singleValueContainer().decodeWithoutRules(Value.self)
    // A decoder that a service makes itself doesn't check rules.
    if let decoder = decoder as? JSONDocumentDecoder, decoder.document.checksRules {
      try RuleChecking.checkRules(of: value)
    }
  }
}

/// A protocol that every ``RuleChecked`` conforms to.
protocol AnyRuleChecked {}
