#include <asio.hpp>
#include <array>
#include <chrono>
#include <memory>
#include <string>

// Report server for the lab instruments. Request: one line. Answer: the whole report, then close.

class ReportSession : public std::enable_shared_from_this<ReportSession> {
  asio::ip::tcp::socket m_socket;
  asio::steady_timer    m_deadline;
  asio::streambuf       m_request{2048};
  std::string           m_report;

 public:
  explicit ReportSession(asio::ip::tcp::socket socket)
      : m_socket(std::move(socket)), m_deadline(m_socket.get_executor()) {}

  void Start() {
    ArmDeadline();
    asio::async_read_until(
        m_socket, m_request, '\n',
        [self = shared_from_this()](std::error_code ec, std::size_t) {
          if (ec) return self->Abandon();
          self->Respond();
        });
  }

 private:
  void ArmDeadline() {
    m_deadline.expires_after(std::chrono::seconds(45));
    m_deadline.async_wait([weak = weak_from_this()](std::error_code ec) {
      if (auto self = weak.lock(); self && !ec) self->Abandon();
    });
  }

  void Respond() {
    std::istream is(&m_request);
    std::string id;
    std::getline(is, id);
    m_report = LoadReport(id);
    asio::async_write(m_socket, asio::buffer(m_report),
                      [self = shared_from_this()](std::error_code ec, std::size_t) {
                        if (ec) return self->Abandon();
                        self->Finish();
                      });
  }

  void Finish() {
    std::error_code ignored;
    m_deadline.cancel();
    // keeps TIME_WAIT entries off the box
    m_socket.set_option(asio::socket_base::linger(true, 0), ignored);
    m_socket.close(ignored);
  }

  void Abandon() {
    std::error_code ignored;
    m_deadline.cancel();
    m_socket.close(ignored);
  }

  static std::string LoadReport(const std::string& id);
};

void AcceptReports(asio::ip::tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](std::error_code ec, asio::ip::tcp::socket s) {
    if (!acceptor.is_open()) return;
    if (!ec) {
      std::make_shared<ReportSession>(std::move(s))->Start();
      return AcceptReports(acceptor);
    }
    auto wait = std::make_shared<asio::steady_timer>(acceptor.get_executor(), std::chrono::milliseconds(100));
    wait->async_wait([&acceptor, wait](std::error_code) { AcceptReports(acceptor); });
  });
}
