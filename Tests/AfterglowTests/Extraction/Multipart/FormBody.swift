import Afterglow
import AfterglowTesting
import HTTPTypes

/// A form that a test sends.
struct FormBody {
  static let contentType = "multipart/form-data; boundary=b"

  private var parts = ""

  /// All bytes of the body.
  var bytes: [UInt8] { Array((parts + "--b--\r\n").utf8) }

  func field(_ name: String, _ value: String) -> FormBody { adding("name=\"\(name)\"", value) }

  func file(_ name: String, _ filename: String, _ content: String) -> FormBody {
    adding("name=\"\(name)\"; filename=\"\(filename)\"\r\nContent-Type: text/plain", content)
  }

  private func adding(_ disposition: String, _ content: String) -> FormBody {
    var body = self
    body.parts += "--b\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n\(content)\r\n"
    return body
  }
}

extension InProcessClient {
  func post(_ target: String, _ form: FormBody) async -> InProcessExchange {
    await send(method: .post, target: target, contentType: FormBody.contentType, body: form.bytes)
  }
}
