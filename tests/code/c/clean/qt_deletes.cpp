#include <QTcpServer>
#include <QTcpSocket>

class EchoServer : public QTcpServer {
	Q_OBJECT
private slots:
	void onNewConnection()
	{
		QTcpSocket *s = nextPendingConnection();
		connect(s, &QTcpSocket::readyRead, this, [s] { s->write(s->readAll()); });
		connect(s, &QTcpSocket::disconnected, s, &QTcpSocket::deleteLater);
	}
};
