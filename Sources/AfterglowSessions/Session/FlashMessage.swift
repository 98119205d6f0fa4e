/// A message for the next page that the user sees: ``Session/flash(_:category:)``.
public struct FlashMessage: Codable, Sendable, Equatable {
  /// The text.
  public let text: String

  /// What sort of message it is: `info`, `error`, or the application's own word.
  public let category: String

  /// A message.
  public init(text: String, category: String) {
    self.text = text
    self.category = category
  }
}

extension Session {
  private static let flashName = "_flash"

  /// Leaves a message for the next page that shows messages.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - category: what sort of message it is; `info` by default.
  public func flash(_ text: String, category: String = "info") {
    let earlier: [FlashMessage] = self[Self.flashName] ?? []
    self[Self.flashName] = earlier + [FlashMessage(text: text, category: category)]
  }

  /// The messages that wait to be shown, in their order; they are not kept any longer.
  public func takeFlashMessages() -> [FlashMessage] {
    guard let messages: [FlashMessage] = self[Self.flashName] else { return [] }
    remove(Self.flashName)
    return messages
  }
}
