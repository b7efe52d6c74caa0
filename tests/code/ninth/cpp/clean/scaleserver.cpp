// scaleserver.cpp - weigh bridge scales over TCP, Qt 5
#include <QCoreApplication>
#include <QDebug>
#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

class ScaleServer : public QObject
{
    Q_OBJECT
public:
    explicit ScaleServer(QObject *parent = nullptr) : QObject(parent)
    {
        connect(&m_server, &QTcpServer::newConnection, this, &ScaleServer::onNewConnection);
        m_server.setMaxPendingConnections(200);
    }

    bool start(quint16 port)
    {
        if (!m_server.listen(QHostAddress::Any, port)) {
            qCritical() << "scale server:" << m_server.errorString();
            return false;
        }
        return true;
    }

signals:
    void weighed(const QString &bridge, double kg);

private slots:
    void onNewConnection()
    {
        while (QTcpSocket *s = m_server.nextPendingConnection()) {
            s->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
            s->setSocketOption(QAbstractSocket::LowDelayOption, 1);

            auto *watchdog = new QTimer(s);          // dies with the socket
            watchdog->setInterval(90 * 1000);
            connect(watchdog, &QTimer::timeout, s, [s] {
                qWarning() << "scale silent:" << s->peerAddress();
                s->abort();
            });
            connect(s, &QTcpSocket::readyRead, this, [this, s, watchdog] {
                watchdog->start();
                onReadyRead(s);
            });
            connect(s, &QTcpSocket::disconnected, this, [this, s] {
                m_names.remove(s);
                s->deleteLater();
            });
            watchdog->start();
        }
    }

private:
    void onReadyRead(QTcpSocket *s)
    {
        while (s->canReadLine()) {
            const QByteArray line = s->readLine(256).trimmed();
            if (line.startsWith("ID ")) {
                m_names.insert(s, QString::fromLatin1(line.mid(3)));
                s->write("OK\r\n");
            } else if (line.startsWith("W ")) {
                bool ok = false;
                const double kg = line.mid(2).toDouble(&ok);
                if (ok && m_names.contains(s))
                    emit weighed(m_names.value(s), kg);
                s->write(ok ? "OK\r\n" : "ERR\r\n");
            } else if (line == "BYE") {
                s->disconnectFromHost();
                return;
            }
        }
        if (s->bytesAvailable() > 4096)
            s->abort();
    }

    QTcpServer m_server;
    QHash<QTcpSocket *, QString> m_names;
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    ScaleServer srv;
    if (!srv.start(4001))
        return 1;
    return app.exec();
}

#include "scaleserver.moc"
