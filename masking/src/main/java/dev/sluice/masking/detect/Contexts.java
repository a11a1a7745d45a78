package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.ContextWords.within;

/// The words that tell what a number or a name behind them is. A window is as long as what people
/// put in between: `身份证号码：`, `phone number (work) is`.
final class Contexts {

    static final ContextWords PHONE =
            within(
                    26,
                    "phone",
                    "phone",
                    "phones",
                    "telephone",
                    "tel",
                    "telefon",
                    "téléphone",
                    "teléfono",
                    "mobile",
                    "cell",
                    "cellphone",
                    "handy",
                    "fax",
                    "landline",
                    "hotline",
                    "helpline",
                    "whatsapp",
                    "sms",
                    "answering at",
                    "reach me at",
                    "reach me on",
                    "reach us at",
                    "reach us on",
                    "reached at",
                    "contact me at",
                    "contact me on",
                    "contact us at",
                    "contact number",
                    "messages to",
                    "message to",
                    "text me at",
                    "texts to",
                    "电话",
                    "手机",
                    "致电",
                    "来电",
                    "拨打",
                    "传真",
                    "热线",
                    "座机",
                    "联系方式",
                    "短信",
                    "打给",
                    "拨号");

    /// Words that tell only of what stands directly behind them: `call a taxi to 14 3684 Court St`.
    static final ContextWords PHONE_NEXT =
            within(
                    4,
                    "phone next",
                    "call",
                    "calling",
                    "called",
                    "dial",
                    "dialing",
                    "ring",
                    "office",
                    "desk",
                    "registered",
                    "call me at",
                    "call me on",
                    "call us at",
                    "call us on",
                    "call him at",
                    "call her at",
                    "call them at",
                    "call at",
                    "call on",
                    "reach us",
                    "reach me",
                    "reach you at",
                    "contact",
                    "direct line",
                    "extension");

    static final ContextWords CARD =
            within(
                    32,
                    "card",
                    "card",
                    "cards",
                    "credit",
                    "debit",
                    "cc",
                    "visa",
                    "mastercard",
                    "maestro",
                    "amex",
                    "discover",
                    "unionpay",
                    "银行卡",
                    "信用卡",
                    "储蓄卡",
                    "借记卡",
                    "卡号",
                    "银联",
                    "账号",
                    "账户",
                    "收款");

    /// Numbers that are long and mean nobody.
    static final ContextWords ORDINARY_NUMBER =
            within(
                    16,
                    "ordinary number",
                    "order",
                    "orders",
                    "order no",
                    "order number",
                    "order id",
                    "invoice",
                    "ticket",
                    "tracking",
                    "tracking number",
                    "shipment",
                    "timestamp",
                    "isbn",
                    "ean",
                    "gtin",
                    "barcode",
                    "sku",
                    "serial",
                    "serial number",
                    "build",
                    "commit",
                    "checksum",
                    "订单",
                    "订单号",
                    "单号",
                    "快递",
                    "运单",
                    "流水号",
                    "时间戳",
                    "条形码",
                    "序列号");

    static final ContextWords IDENTITY =
            within(
                    12,
                    "identity",
                    "身份证",
                    "身份证号",
                    "证件号",
                    "证件号码",
                    "身份号码",
                    "公民身份",
                    "id card",
                    "id no",
                    "id number",
                    "identity card",
                    "identity no",
                    "identity number",
                    "national id");

    static final ContextWords SOCIAL_SECURITY =
            within(
                    24,
                    "social security",
                    "ssn",
                    "social security",
                    "social security number",
                    "social",
                    "ss number");

    static final ContextWords PASSPORT =
            within(
                    14,
                    "passport",
                    "passport",
                    "passport no",
                    "passport number",
                    "护照",
                    "护照号",
                    "护照号码");

    static final ContextWords TRAVEL_PERMIT =
            within(
                    12,
                    "travel permit",
                    "通行证",
                    "回乡证",
                    "台胞证",
                    "港澳证",
                    "往来港澳",
                    "往来台湾",
                    "来往内地",
                    "来往大陆",
                    "通行证号",
                    "travel permit",
                    "permit no",
                    "permit number");

    static final ContextWords VEHICLE =
            within(
                    12,
                    "vehicle",
                    "vin",
                    "vin no",
                    "vin number",
                    "chassis",
                    "chassis number",
                    "车架号",
                    "车辆识别",
                    "识别代号",
                    "识别代码",
                    "大架号");

    static final ContextWords IMEI =
            within(10, "imei", "imei", "imei1", "imei2", "设备号", "串号", "device id");

    static final ContextWords QQ = within(6, "qq", "qq", "qq号", "qq号码", "扣扣", "企鹅号", "q号");

    static final ContextWords WECHAT =
            within(
                    4,
                    "wechat",
                    "微信号",
                    "微信账号",
                    "微信id",
                    "加微信",
                    "我的微信",
                    "微信是",
                    "微信为",
                    "wechat id",
                    "wechat account",
                    "weixin id",
                    "wechat is",
                    "vx",
                    "v信");

    static final ContextWords POSTCODE = within(5, "postcode", "邮编", "邮政编码", "邮编号", "邮政编码是");

    static final ContextWords MEDICAL =
            within(
                    10,
                    "medical record",
                    "病历号",
                    "病案号",
                    "住院号",
                    "门诊号",
                    "就诊卡号",
                    "就诊号",
                    "医保号",
                    "医保卡号",
                    "社保号",
                    "社保卡号",
                    "medical record number",
                    "medical record",
                    "mrn",
                    "patient id",
                    "patient number");

    static final ContextWords STAFF =
            within(
                    8,
                    "staff number",
                    "工号",
                    "学号",
                    "员工编号",
                    "警号",
                    "employee id",
                    "employee number",
                    "student id",
                    "student number",
                    "staff id");

    static final ContextWords ORGANISATION =
            within(
                    12,
                    "organisation code",
                    "组织机构代码",
                    "机构代码",
                    "注册号",
                    "营业执照",
                    "执照号",
                    "工商注册",
                    "registration number");

    static final ContextWords SOLDIER =
            within(8, "officer card", "军官证", "士兵证", "军人证", "文职证", "警官证");

    static final ContextWords PASSWORD =
            within(
                    3,
                    "password",
                    "password",
                    "password is",
                    "passwd",
                    "pwd",
                    "passcode",
                    "passphrase",
                    "密码",
                    "密码是",
                    "密码为",
                    "口令",
                    "口令是");

    static final ContextWords API_KEY =
            within(
                    4,
                    "api key",
                    "api key",
                    "apikey",
                    "api key is",
                    "api secret",
                    "secret key",
                    "secret access key",
                    "access key",
                    "access key secret",
                    "client secret",
                    "access token",
                    "auth token",
                    "bearer",
                    "account key",
                    "密钥",
                    "秘钥",
                    "密钥是");

    static final ContextWords ROUTING =
            within(
                    14,
                    "routing",
                    "routing",
                    "routing number",
                    "routing no",
                    "aba",
                    "aba number",
                    "rtn",
                    "transit number");

    static final ContextWords HEALTH_SERVICE =
            within(14, "nhs", "nhs", "nhs no", "nhs number", "health number", "health service");

    static final ContextWords AADHAAR =
            within(14, "aadhaar", "aadhaar", "aadhar", "uidai", "uid", "aadhaar number", "आधार");

    static final ContextWords DRIVER =
            within(
                    16,
                    "driver",
                    "driver s license",
                    "drivers license",
                    "driver license",
                    "driver s licence",
                    "driving licence",
                    "driving license",
                    "driver licence",
                    "license number",
                    "licence number",
                    "dl",
                    "dl number",
                    "驾驶证",
                    "驾照",
                    "档案编号");

    static final ContextWords TAX =
            within(
                    14,
                    "tax",
                    "tax id",
                    "tin",
                    "tax number",
                    "ein",
                    "itin",
                    "fein",
                    "employer id",
                    "employer identification number",
                    "steuer id",
                    "steuernummer",
                    "steueridentifikationsnummer",
                    "tfn",
                    "tax file number",
                    "cpf",
                    "pesel",
                    "sin",
                    "social insurance",
                    "social insurance number",
                    "medicare",
                    "medicare number",
                    "my number",
                    "マイナンバー",
                    "个人番号",
                    "税号",
                    "纳税人识别号",
                    "nir",
                    "sécurité sociale",
                    "nif",
                    "dni",
                    "nie",
                    "bsn",
                    "burgerservicenummer",
                    "personnummer");

    static final ContextWords BIRTH =
            within(
                    8,
                    "birth",
                    "born",
                    "born on",
                    "dob",
                    "date of birth",
                    "birthday",
                    "birth date",
                    "出生日期",
                    "出生年月",
                    "生日",
                    "出生于");

    static final ContextWords WEBSITE =
            within(
                    12,
                    "website",
                    "website",
                    "web site",
                    "site",
                    "homepage",
                    "home page",
                    "domain",
                    "url",
                    "网址",
                    "网站",
                    "域名",
                    "官网",
                    "主页");

    static final ContextWords BANK_CODE =
            within(10, "swift", "swift", "swift code", "bic", "bic code", "swift bic");

    static final ContextWords SECURITY_CODE =
            within(8, "security code", "cvv", "cvc", "cvv2", "cvc2", "security code", "安全码", "校验码");

    /// Directly before a Chinese name.
    static final ContextWords CHINESE_NAME =
            within(
                    3,
                    "chinese name",
                    "我叫",
                    "名叫",
                    "叫做",
                    "我是",
                    "姓名",
                    "姓名是",
                    "名字叫",
                    "名字是",
                    "联系人",
                    "收件人",
                    "收货人",
                    "寄件人",
                    "患者",
                    "病人",
                    "客户",
                    "户主",
                    "持卡人",
                    "申请人",
                    "被保险人",
                    "投保人",
                    "经办人",
                    "负责人",
                    "法定代表人",
                    "法人",
                    "原告",
                    "被告",
                    "家属",
                    "家长",
                    "学生");

    /// Directly before a name in Latin letters.
    static final ContextWords LATIN_NAME =
            within(
                    3,
                    "latin name",
                    "my name is",
                    "name is",
                    "i am",
                    "i m",
                    "this is",
                    "named",
                    "called",
                    "mr",
                    "mrs",
                    "ms",
                    "miss",
                    "dr",
                    "prof",
                    "professor",
                    "dear",
                    "name",
                    "patient",
                    "full name",
                    "contact person",
                    "cardholder",
                    "attn",
                    "sincerely",
                    "regards");

    static final ContextWords ADDRESS =
            within(
                    4, "address", "地址", "住址", "家住", "住在", "寄到", "送到", "收货地址", "详细地址", "户籍地址",
                    "家庭住址", "联系地址", "通讯地址", "地址是", "地址为");

    private Contexts() {}
}
