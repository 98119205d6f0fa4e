extension Unicode.Scalar {
  /// Whether the scalar may end a line or control a terminal: the C0 and C1 controls, DEL, and the line and paragraph
  /// separators U+2028 and U+2029.
  var endsOrControlsLine: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
