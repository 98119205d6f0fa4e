import FastCGI
import HTTPTypes
import Instrumentation
import Tracing

/// Makes a span for each request, as a child of the one that the request's header fields name.
///
/// The span covers the handler and the middleware further in. Background tasks run after it has ended and still find its
/// context in `ServiceContext.current`, so that spans of their own become its children.
public struct TracingMiddleware: Middleware {
  private let tracer: any Tracer

  /// Middleware that traces.
  ///
  /// - Parameter tracer: what makes the spans; by default the one the instrumentation system was bootstrapped with.
  public init(tracer: any Tracer = InstrumentationSystem.tracer) {
    self.tracer = tracer
  }

  /// The response of what is further in, with a span around it.
  ///
  /// - Throws: what is thrown further in; the span records it.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var context = ServiceContext.current ?? .topLevel
    tracer.extract(request.headers, into: &context, using: HeaderExtractor())
    return try await tracer.withSpan(request.method.rawValue, context: context, ofKind: .server) { span in
      span.attributes["http.request.method"] = request.method.rawValue
      span.attributes["url.path"] = request.path
      span.attributes["request.id"] = request.id
      let response = try await next.respond(to: request)
      span.attributes["http.response.status_code"] = response.status?.code ?? 200
      if (response.status?.code ?? 200) >= 500 { span.setStatus(.init(code: .error)) }
      return response
    }
  }
}

/// Finds the tracing header fields.
private struct HeaderExtractor: Extractor {
  func extract(key: String, from headers: HTTPFields) -> String? {
    HTTPField.Name(key).flatMap { headers[$0] }
  }
}
