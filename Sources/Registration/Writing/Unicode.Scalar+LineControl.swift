extension Unicode.Scalar {
  /// Whether the scalar may end a line or control a terminal: the C0 and C1 controls, DEL, and the line and paragraph
  /// separators U+2028 and U+2029.
  var endsOrControlsLine: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
    default: false
    }
  }
}
