#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

// Shows what the bench meters report; one text line a reading.
class MeterHub : public QObject {
    Q_OBJECT
public:
    explicit MeterHub(QObject* parent = nullptr) : QObject(parent) {
        connect(&server_, &QTcpServer::newConnection, this, &MeterHub::welcome);
    }

    bool start(quint16 port) {
        server_.setMaxPendingConnections(64);
        return server_.listen(QHostAddress::Any, port);
    }

signals:
    void reading(const QString& meter, double value);

private slots:
    void welcome() {
        while (QTcpSocket* s = server_.nextPendingConnection()) {
            s->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            s->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
            auto* idle = new QTimer(s);
            idle->setSingleShot(true);
            idle->start(120000);
            connect(idle, &QTimer::timeout, s, [s] { s->abort(); });
            connect(s, &QTcpSocket::readyRead, this, [this, s, idle] {
                idle->start(120000);
                lines(s);
            });
            connect(s, &QTcpSocket::disconnected, s, &QObject::deleteLater);
            connect(s, &QTcpSocket::disconnected, this, [this, s] { names_.remove(s); });
        }
    }

private:
    void lines(QTcpSocket* s) {
        while (s->canReadLine()) {
            const QString l = QString::fromLatin1(s->readLine()).trimmed();
            if (l.startsWith(QLatin1String("ID "))) {
                names_[s] = l.mid(3);
                s->write("OK\n");
                continue;
            }
            bool ok = false;
            const double v = l.toDouble(&ok);
            if (ok) emit reading(names_.value(s, QStringLiteral("?")), v);
        }
        if (s->bytesAvailable() > 4096) {
            s->readAll();
            s->disconnectFromHost();
        }
    }

    QTcpServer server_;
    QHash<QTcpSocket*, QString> names_;
};
