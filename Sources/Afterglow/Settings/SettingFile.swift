import SystemPackage

/// Reads whole files of text that settings come from.
enum SettingFile {
  /// The maximum size in bytes, so that a wrong name such as `/dev/zero` doesn't take all memory.
  static let maximumSize = 1 << 20

  /// The error of a file that can't be read.
  struct Failure: Error {
    let reason: String
  }

  /// Returns the text of a file.
  ///
  /// - Throws: ``Failure`` if the file can't be read, is larger than 1 MiB or isn't UTF-8.
  static func text(of path: String) throws(Failure) -> String {
    let bytes = try bytes(of: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(reason: "the file isn't UTF-8")
    }
    return text
  }

  /// Returns the bytes of a file.
  ///
  /// - Throws: ``Failure`` if the file can't be read or is larger than 1 MiB.
  static func bytes(of path: String) throws(Failure) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      defer { try? file.close() }
      return try bytes(of: file)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(reason: "the file can't be read: \(error)")
    }
  }

  private static func bytes(of file: FileDescriptor) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= maximumSize {
      let piece = try [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard !piece.isEmpty else { return bytes }
      bytes += piece
    }
    throw Failure(reason: "the file is larger than 1 MiB")
  }
}
